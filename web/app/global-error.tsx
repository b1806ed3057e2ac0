"use client";

import { Broken, type BrokenProps } from "@/components/broken";
import "./globals.css";

export default function GlobalError(props: BrokenProps) {
  return (
    <html lang="en">
      <body className="font-sans">
        <title>AI Clone Studio</title>
        <main>
          <Broken {...props} />
        </main>
      </body>
    </html>
  );
}
