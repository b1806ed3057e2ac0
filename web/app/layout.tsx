import type { Metadata, Viewport } from "next";
import localFont from "next/font/local";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { THEME } from "@/lib/auth/cookies";
import "./globals.css";

// Latin letters first, and fetched ahead; others come from the packages' own faces when a page has some.
const geist = localFont({
  src: "../node_modules/@fontsource-variable/geist/files/geist-latin-wght-normal.woff2",
  variable: "--font-geist",
  weight: "100 900",
});
const geistMono = localFont({
  src: "../node_modules/@fontsource-variable/geist-mono/files/geist-mono-latin-wght-normal.woff2",
  variable: "--font-geist-mono",
  weight: "100 900",
  preload: false,
});

export const metadata: Metadata = {
  title: { default: "AI Clone Studio", template: "%s · AI Clone Studio" },
  description: "Type a brief, look at the plan, get finished vertical videos in your own voice.",
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f6f3ee" },
    { media: "(prefers-color-scheme: dark)", color: "#12100e" },
  ],
};

export default async function Root({ children }: { children: ReactNode }) {
  const theme = (await cookies()).get(THEME)?.value;
  const fixed = theme === "light" || theme === "dark" ? theme : undefined;
  return (
    <html lang="en" data-theme={fixed} className={`${geist.variable} ${geistMono.variable}`}>
      <body className="font-sans text-[15px] leading-normal">{children}</body>
    </html>
  );
}
