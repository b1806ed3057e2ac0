// Pictures of pages as people see them: node scripts/look.mjs BASE OUT EMAIL PASSWORD NAME=PATH...
import { chromium } from "playwright-core";

const [base, out, email, password, ...pages] = process.argv.slice(2);
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
];
const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const only = (process.env.ONLY ?? "desktop-dark,desktop-light,phone-dark,phone-light").split(",");

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: FLAGS });
const signed = await browser.newContext();
const door = await signed.newPage();
await door.goto(`${base}/login`);
await door.getByLabel("E-mail").fill(email);
await door.getByLabel("Password").fill(password);
await door.getByRole("button", { name: "Sign in" }).click();
await door.waitForURL(`${base}/`, { timeout: 60_000 });
const storageState = await signed.storageState();

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ["dark", "light"]) {
    if (!only.includes(`${size}-${colorScheme}`)) continue;
    const context = await browser.newContext({
      viewport,
      colorScheme,
      storageState,
      hasTouch: size === "phone",
    });
    for (const named of pages) {
      const [name, ...rest] = named.split("=");
      const [path, ...clicks] = rest.join("=").split("|");
      const page = await context.newPage();
      page.on(
        "console",
        (message) => message.type() === "error" && console.log(name, size, message.text().slice(0, 300)),
      );
      page.on("pageerror", (error) => console.log(name, size, String(error).slice(0, 400)));
      await page
        .goto(base + path, { waitUntil: "networkidle", timeout: 120_000 })
        .catch((error) => console.log(name, String(error).slice(0, 120)));
      for (const click of clicks) {
        if (click.startsWith("key:")) await page.keyboard.press(click.slice(4));
        else
          await page
            .getByRole("button", { name: click })
            .first()
            .click({ timeout: 5_000 })
            .catch((error) => console.log(name, String(error).slice(0, 200)));
        await page.waitForTimeout(700);
      }
      await page.waitForTimeout(500);
      await page.screenshot({ path: `${out}/${name}-${size}-${colorScheme}.png` });
      await page.close();
    }
    await context.close();
  }
}
await browser.close();
