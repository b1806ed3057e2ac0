import type { SignIn } from "@/lib/api/types";

export const ACCESS = "studio_access";
export const REFRESH = "studio_refresh";
export const THEME = "studio_theme";

const REFRESH_SECONDS = 30 * 24 * 3600;

export interface Crumb {
  name: string;
  value: string;
  options: {
    httpOnly: boolean;
    sameSite: "lax";
    path: string;
    secure: boolean;
    maxAge: number;
  };
}

function crumb(name: string, value: string, maxAge: number, secure: boolean): Crumb {
  return { name, value, options: { httpOnly: true, sameSite: "lax", path: "/", secure, maxAge } };
}

/** The cookies of a sign-in; scripts in the page cannot read them. */
export function crumbs(found: SignIn, secure: boolean): Crumb[] {
  return [
    crumb(ACCESS, found.access_token, found.expires_in, secure),
    crumb(REFRESH, found.refresh_token, REFRESH_SECONDS, secure),
  ];
}

/** The cookies that end a sign-in. */
export function noCrumbs(secure: boolean): Crumb[] {
  return [crumb(ACCESS, "", 0, secure), crumb(REFRESH, "", 0, secure)];
}

/** Whether an access token is good for a while longer; the API still has the last word. */
export function fresh(token: string | undefined, now = Date.now(), margin = 30_000): boolean {
  try {
    const body = JSON.parse(Buffer.from(token?.split(".")[1] ?? "", "base64url").toString()) as {
      exp?: number;
    };
    return (body.exp ?? 0) * 1000 - now > margin;
  } catch {
    return false;
  }
}

/** Whether the browser came by https, also behind something that ends it. */
export const secureRequest = (headers: Headers): boolean => headers.get("x-forwarded-proto") === "https";
