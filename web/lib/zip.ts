import { crc32 } from "node:zlib";

/** A file that goes into an archive. */
export interface Packed {
  name: string;
  content: ReadableStream<Uint8Array>;
}

const STORED = 0;
const SIZES_FOLLOW_AND_UTF8 = 0x0808;

interface Entry {
  name: Buffer;
  crc: number;
  size: number;
  at: number;
}

/** A ZIP archive as a stream, nothing compressed: films are compressed already. Up to 4 GB in all. */
export function zip(files: AsyncIterable<Packed>): ReadableStream<Uint8Array> {
  const parts = archive(files);
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
}

async function* archive(files: AsyncIterable<Packed>): AsyncGenerator<Uint8Array, void> {
  const entries: Entry[] = [];
  let at = 0;
  for await (const file of files) {
    const entry: Entry = { name: Buffer.from(file.name), crc: 0, size: 0, at };
    const head = localHeader(entry);
    at += head.length;
    yield head;
    for await (const chunk of file.content) {
      entry.crc = crc32(chunk, entry.crc);
      entry.size += chunk.length;
      yield chunk;
    }
    const tail = descriptor(entry);
    at += entry.size + tail.length;
    yield tail;
    entries.push(entry);
  }
  const directory = Buffer.concat(entries.map(centralHeader));
  yield directory;
  yield end(entries.length, directory.length, at);
}

function localHeader(entry: Entry): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  common(head, 4, entry, false);
  return Buffer.concat([head, entry.name]);
}

function centralHeader(entry: Entry): Buffer {
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(20, 4);
  common(head, 6, entry, true);
  head.writeUInt32LE(entry.at, 42);
  return Buffer.concat([head, entry.name]);
}

/** What both headers of a file have, from the version on; the date is the earliest there is. */
function common(head: Buffer, from: number, entry: Entry, known: boolean): void {
  head.writeUInt16LE(20, from);
  head.writeUInt16LE(SIZES_FOLLOW_AND_UTF8, from + 2);
  head.writeUInt16LE(STORED, from + 4);
  head.writeUInt16LE(0x21, from + 8);
  head.writeUInt32LE(known ? entry.crc : 0, from + 10);
  head.writeUInt32LE(known ? entry.size : 0, from + 14);
  head.writeUInt32LE(known ? entry.size : 0, from + 18);
  head.writeUInt16LE(entry.name.length, from + 22);
}

function descriptor(entry: Entry): Buffer {
  const tail = Buffer.alloc(16);
  tail.writeUInt32LE(0x08074b50, 0);
  tail.writeUInt32LE(entry.crc, 4);
  tail.writeUInt32LE(entry.size, 8);
  tail.writeUInt32LE(entry.size, 12);
  return tail;
}

function end(count: number, size: number, at: number): Buffer {
  const last = Buffer.alloc(22);
  last.writeUInt32LE(0x06054b50, 0);
  last.writeUInt16LE(count, 8);
  last.writeUInt16LE(count, 10);
  last.writeUInt32LE(size, 12);
  last.writeUInt32LE(at, 16);
  return last;
}
