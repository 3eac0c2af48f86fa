// The CSRF token on everything the scripts send. The cookie is the newest; the meta element is there without it.

const COOKIE = "__Host-td_csrf=";

export function token(): string {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith(COOKIE));
  if (cookie) return decodeURIComponent(cookie.slice(COOKIE.length));
  return document.querySelector<HTMLMetaElement>('meta[name="csrf"]')?.content ?? "";
}

/** A POST of this site's own, with the token. The page it would lead to is not fetched. */
export function post(url: string, fields: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: "POST",
    // an error comes as JSON, and not as a redirect that cannot be told from success
    headers: { "X-CSRF-Token": token(), Accept: "application/json" },
    body: new URLSearchParams(fields),
    credentials: "same-origin",
    keepalive: true, // it arrives though the page is left
    redirect: "manual",
  });
}

export function csrf(): void {
  document.addEventListener("htmx:configRequest", (event) => {
    const { verb, headers } = (event as CustomEvent<{ verb: string; headers: Record<string, string> }>).detail;
    if (verb !== "get") headers["X-CSRF-Token"] = token();
  });
}
