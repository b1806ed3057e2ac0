import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type Packed, zip } from "@/lib/zip";

async function* files(): AsyncGenerator<Packed> {
  yield { name: "reel-1/video.mp4", content: new Blob(["x".repeat(70_000), "y"]).stream() };
  yield { name: "reel-1/é.json", content: new Blob(["{}"]).stream() };
}

it("makes an archive that another program opens", async () => {
  const path = join(mkdtempSync(join(tmpdir(), "zip-")), "all.zip");
  writeFileSync(path, Buffer.from(await new Response(zip(files())).arrayBuffer()));
  const script =
    "import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print([(i.filename, i.file_size) for i in z.infolist()])";
  const told = execFileSync("python3", ["-c", script, path], {
    encoding: "utf8",
    env: { ...process.env, PYTHONIOENCODING: "utf8" },
  });
  expect(told.trim()).toBe("[('reel-1/video.mp4', 70001), ('reel-1/é.json', 2)]");
});
