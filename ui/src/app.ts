// The one bundle of every page: htmx, and what this site adds to it. Each module stands alone and only enhances.
import "htmx.org";
import { copy } from "./copy";
import { csrf } from "./csrf";
import { denied } from "./denied";
import { dialogs } from "./dialog";
import { errors } from "./errors";
import { filters } from "./filters";
import { finder } from "./finder";
import { forms } from "./forms";
import { guard } from "./guard";
import { keyboard } from "./keyboard";
import { live } from "./live";
import { loading } from "./loading";
import { morphing } from "./morph";
import { places } from "./place";
import { preferences } from "./preferences";
import { progress } from "./progress";
import { selection } from "./selection";
import { drafts } from "./session";
import { settings } from "./settings";
import { times } from "./times";
import { toasts } from "./toast";
import { uploads } from "./upload";

document.documentElement.dataset.js = "";
for (const start of [settings, morphing, csrf, toasts, errors, loading, dialogs, filters, forms, denied, guard, finder, places, preferences, copy, times, live, keyboard, selection, drafts, uploads, progress]) start();
