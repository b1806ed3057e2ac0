import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { THEME } from "@/lib/auth/cookies";
import "./globals.css";

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
    <html lang="en" data-theme={fixed} className={`${GeistSans.variable} ${GeistMono.variable}`}>
      <body className="font-sans text-[15px] leading-normal">{children}</body>
    </html>
  );
}
