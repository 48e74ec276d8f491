// Files held in memory, by absolute path with "/" between the parts. Folders exist as soon as a file lies in them.
//
// `replaceAll` tells what differs, so that whoever watches hears only of real changes. Not here: the editor's types.

export interface MemoryFile {
  readonly bytes: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly modified: number;
}

export type TreeEntry = "file" | "folder";
export type TreeChange = "created" | "changed" | "deleted";

export class MemoryTree {
  private readonly files = new Map<string, MemoryFile>();
  private readonly folders = new Set<string>();

  read(path: string): MemoryFile | undefined {
    return this.files.get(path);
  }

  entry(path: string): TreeEntry | undefined {
    if (this.files.has(path)) return "file";
    const prefix = folderPrefix(path);
    if (path === "/" || this.folders.has(path)) return "folder";
    for (const file of this.files.keys()) if (file.startsWith(prefix)) return "folder";
    return undefined;
  }

  /** Names directly in a folder. */
  list(path: string): ReadonlyMap<string, TreeEntry> {
    const prefix = folderPrefix(path);
    const entries = new Map<string, TreeEntry>();
    for (const folder of this.folders) addEntry(entries, prefix, `${folder}/`);
    for (const file of this.files.keys()) addEntry(entries, prefix, file);
    return entries;
  }

  write(path: string, bytes: Uint8Array, now: number): TreeChange {
    const before = this.files.get(path);
    this.files.set(path, { bytes, created: before?.created ?? now, modified: now });
    return before === undefined ? "created" : "changed";
  }

  makeFolder(path: string): void {
    this.folders.add(path);
  }

  /** Deletes a file or a folder with all in it; returns the files deleted. */
  delete(path: string): readonly string[] {
    const prefix = folderPrefix(path);
    const deleted = [...this.files.keys()].filter(
      (file) => file === path || file.startsWith(prefix),
    );
    for (const file of deleted) this.files.delete(file);
    for (const folder of [...this.folders]) {
      if (folder === path || folder.startsWith(prefix)) this.folders.delete(folder);
    }
    return deleted;
  }

  /** Makes the tree hold exactly `wanted`. */
  replaceAll(
    wanted: ReadonlyMap<string, Uint8Array>,
    now: number,
  ): ReadonlyMap<string, TreeChange> {
    const changes = new Map<string, TreeChange>();
    this.folders.clear();
    for (const path of [...this.files.keys()]) {
      if (wanted.has(path)) continue;
      this.files.delete(path);
      changes.set(path, "deleted");
    }
    for (const [path, bytes] of wanted) {
      const before = this.files.get(path);
      if (before !== undefined && isEqual(before.bytes, bytes)) continue;
      changes.set(path, this.write(path, bytes, now));
    }
    return changes;
  }

  get paths(): readonly string[] {
    return [...this.files.keys()].sort();
  }
}

function folderPrefix(path: string): string {
  return path.endsWith("/") ? path : `${path}/`;
}

function addEntry(entries: Map<string, TreeEntry>, prefix: string, path: string): void {
  if (!path.startsWith(prefix) || path === prefix) return;
  const rest = path.slice(prefix.length);
  const slash = rest.indexOf("/");
  if (slash < 0) entries.set(rest, "file");
  else entries.set(rest.slice(0, slash), "folder");
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
