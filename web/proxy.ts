import { type NextRequest, NextResponse } from "next/server";
import { Refused } from "@/lib/api/problem";
import { ACCESS, type Crumb, crumbs, fresh, noCrumbs, REFRESH, secureRequest } from "@/lib/auth/cookies";
import { rotation } from "@/lib/auth/rotate";

const OPEN = ["/login", "/share/"];

/** In front of every page: who is signed in, with tokens renewed on the way, and what a page may load. */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const secure = secureRequest(request.headers);
  const open = OPEN.some((start) => request.nextUrl.pathname.startsWith(start));
  if (open || fresh(request.cookies.get(ACCESS)?.value)) return passed(request, []);
  const refresh = request.cookies.get(REFRESH)?.value;
  if (!refresh) return signedOut(request, []);
  try {
    return passed(request, crumbs(await rotation.spend(refresh), secure));
  } catch (error) {
    const lost = error instanceof Refused && error.problem.status < 500;
    return lost ? signedOut(request, noCrumbs(secure)) : passed(request, []);
  }
}

function passed(request: NextRequest, crumbs: Crumb[]): NextResponse {
  const nonce = btoa(crypto.randomUUID());
  const policy = policyFor(nonce);
  for (const { name, value } of crumbs) request.cookies.set(name, value);
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  response.headers.set("x-content-type-options", "nosniff");
  response.headers.set("referrer-policy", "same-origin");
  for (const { name, value, options } of crumbs) response.cookies.set(name, value, options);
  return response;
}

function signedOut(request: NextRequest, crumbs: Crumb[]): NextResponse {
  const { pathname, search } = request.nextUrl;
  const response = pathname.startsWith("/bff/")
    ? NextResponse.json(
        { error: "unauthorised", detail: "You are signed out.", hint: "Sign in again." },
        { status: 401 },
      )
    : NextResponse.redirect(new URL(loginFor(pathname + search), origin(request)));
  for (const { name, value, options } of crumbs) response.cookies.set(name, value, options);
  return response;
}

function loginFor(wanted: string): string {
  return wanted === "/" ? "/login" : `/login?next=${encodeURIComponent(wanted)}`;
}

/** The address the browser used, not the one this server listens at. */
function origin(request: NextRequest): string {
  const host = request.headers.get("x-forwarded-host") ?? request.headers.get("host");
  const scheme = request.headers.get("x-forwarded-proto") ?? "http";
  return host ? `${scheme}://${host}` : request.nextUrl.origin;
}

function policyFor(nonce: string): string {
  const evaluated = process.env.NODE_ENV === "development" ? " 'unsafe-eval'" : "";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${evaluated}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

export const config = {
  matcher: [
    "/((?!_next/static|_next/image|api/|bff/assets$|favicon.ico|icon.svg|robots.txt|manifest.webmanifest).*)",
  ],
};
