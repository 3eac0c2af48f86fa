// The one bundle of every page: htmx, and what this site adds to it. Each module stands alone and only enhances.
import "htmx.org";
import { copy } from "./copy";
import { csrf } from "./csrf";
import { dialogs } from "./dialog";
import { errors } from "./errors";
import { filters } from "./filters";
import { finder } from "./finder";
import { forms } from "./forms";
import { keyboard } from "./keyboard";
import { live } from "./live";
import { loading } from "./loading";
import { morphing } from "./morph";
import { preferences } from "./preferences";
import { selection } from "./selection";
import { settings } from "./settings";
import { times } from "./times";
import { toasts } from "./toast";

document.documentElement.dataset.js = "";
for (const start of [settings, morphing, csrf, toasts, errors, loading, dialogs, filters, forms, finder, preferences, copy, times, live, keyboard, selection]) start();
