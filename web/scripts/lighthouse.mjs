// What Lighthouse says of pages, medians of RUNS: node scripts/lighthouse.mjs BASE EMAIL PASSWORD NAME=PATH...
// Without pages: sign-in, briefs, gallery, and the newest finished piece with its run. FORM=mobile or desktop: only that.
// LIGHTHOUSE names the folder its package is installed in; CHROMIUM the browser.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [base, email, password, ...asked] = process.argv.slice(2);
const runs = Number(process.env.RUNS ?? 3);
const lighthouseAt = createRequire(`${process.env.LIGHTHOUSE}/`).resolve("lighthouse");
const { default: lighthouse, desktopConfig } = await import(pathToFileURL(lighthouseAt).href);
const port = 9222 + (process.pid % 1000);
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  `--remote-debugging-port=${port}`,
];
const CONFIGS = { desktop: desktopConfig, mobile: undefined };
const FORMS = process.env.FORM ? { [process.env.FORM]: CONFIGS[process.env.FORM] } : CONFIGS;
const BAR = { performance: { desktop: 95, mobile: 90 }, accessibility: 100, "best-practices": 100, seo: 100 };
const MOST_CLS = 0.02;
/** Pages behind a sign-in are kept from search engines on purpose. */
const PRIVATE = { skipAudits: ["is-crawlable"] };

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: FLAGS,
});
const door = await browser.newPage();
await door.goto(`${base}/login`);
await door.getByLabel("E-mail").fill(email);
await door.getByLabel("Password").fill(password);
await door.getByRole("button", { name: "Sign in" }).click();
await door.waitForURL(`${base}/`, { timeout: 120_000 });
const pages = asked.length ? asked : await everyPage();
const cookie = (await door.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
await door.context().close();

async function everyPage() {
  await door.goto(`${base}/gallery`);
  const piece = await door
    .locator('main a[href*="/piece/"]')
    .first()
    .getAttribute("href", { timeout: 30_000 });
  return [
    "login=/login",
    "home=/",
    "gallery=/gallery",
    `studio=${piece.split("/piece/")[0]}`,
    `piece=${piece}`,
  ];
}

const missed = [];
console.log(["page", "form", ...Object.keys(BAR), "FCP ms", "LCP ms", "TBT ms", "CLS"].join("\t"));
for (const named of pages) {
  const [name, path] = named.split("=");
  for (const [form, config] of Object.entries(FORMS)) {
    const found = [];
    for (let run = 0; run < runs; run += 1) {
      const headers = path.startsWith("/login") ? undefined : { extraHeaders: { cookie } };
      const flags = { port, output: "json", logLevel: "error", ...headers, ...(headers && PRIVATE) };
      found.push((await lighthouse(base + path, flags, config)).lhr);
    }
    const score = (category) => median(found.map((lhr) => Math.round(lhr.categories[category].score * 100)));
    const audit = (id) => median(found.map((lhr) => lhr.audits[id].numericValue ?? 0));
    const scores = Object.keys(BAR).map(score);
    const shift = audit("cumulative-layout-shift");
    const times = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time"].map(audit);
    console.log([name, form, ...scores, ...times.map(Math.round), shift.toFixed(3)].join("\t"));
    for (const [place, [category, bar]] of Object.entries(BAR).entries()) {
      const least = bar[form] ?? bar;
      if (scores[place] >= least) continue;
      const weak = Object.values(found[0].audits).filter(
        ({ score: one, id }) =>
          one !== null && one < 0.9 && found[0].categories[category].auditRefs.some((ref) => ref.id === id),
      );
      missed.push(
        `${name} ${form}: ${category} ${scores[place]} < ${least}: ${weak.map(({ id }) => id).join(", ")}`,
      );
    }
    if (shift > MOST_CLS) missed.push(`${name} ${form}: CLS ${shift.toFixed(3)} > ${MOST_CLS}`);
  }
}
await browser.close();
console.log(missed.length ? `\nmissed:\n${missed.join("\n")}` : "\nnothing is missed");
process.exitCode = missed.length ? 1 : 0;
