import type { PieceView } from "./api/types";

export type FileKind = "video" | "cover" | "captions_srt" | "captions_vtt" | "post" | "script";

/** Where a file of a piece is fetched from: its signed link, or through this server as the one who is signed in. */
export function fileUrl(run: string, piece: PieceView, kind: FileKind): string {
  const links = (piece as { files?: Partial<Record<FileKind, string>> | null }).files;
  return links?.[kind] ?? `/bff/files/${encodeURIComponent(run)}/${encodeURIComponent(piece.id)}/${kind}`;
}

/** Where a file is fetched from to be kept. */
export function saveUrl(run: string, piece: string, kind: FileKind): string {
  return `/bff/files/${encodeURIComponent(run)}/${encodeURIComponent(piece)}/${kind}?save`;
}
