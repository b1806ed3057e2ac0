import type { PieceView } from "./api/types";

export type FileKind =
  | "video"
  | "cover"
  | "cover_540"
  | "cover_240"
  | "captions_srt"
  | "captions_vtt"
  | "post"
  | "script";

/** Where a file of a piece is fetched from: its signed link, or through this server as the one who is signed in. */
export function fileUrl(run: string, piece: PieceView, kind: FileKind): string {
  return (
    linksOf(piece)[kind] ?? `/bff/files/${encodeURIComponent(run)}/${encodeURIComponent(piece.id)}/${kind}`
  );
}

export interface Cover {
  /** For where only one address fits. */
  src: string;
  srcSet: string | undefined;
}

/** The cover in the sizes there are: pieces that were made before small ones were have only the whole one. */
export function coverOf(run: string, piece: PieceView): Cover {
  const { cover_240: narrow, cover_540: wide } = linksOf(piece);
  return {
    src: wide ?? fileUrl(run, piece, "cover"),
    srcSet: narrow && wide ? `${narrow} 240w, ${wide} 540w` : undefined,
  };
}

/** Where a file is fetched from to be kept. */
export function saveUrl(run: string, piece: string, kind: FileKind): string {
  return `/bff/files/${encodeURIComponent(run)}/${encodeURIComponent(piece)}/${kind}?save`;
}

function linksOf(piece: PieceView): Partial<Record<FileKind, string>> {
  return (piece as { files?: Partial<Record<FileKind, string>> | null }).files ?? {};
}
