// The sample workspace as a writable file system in memory: fixes apply to it like to any file, nothing reaches the disk.
//
// Its content comes from the extension's own `media/sample` and is loaded when first asked for, so a window that is
// restored with a sample editor finds its files.

import * as vscode from "vscode";
import { SAMPLE_SCHEME } from "./contributions.ts";
import { MemoryTree, type TreeChange, type TreeEntry } from "./memory-tree.ts";

export class SampleFiles implements vscode.FileSystemProvider {
  private readonly source: vscode.Uri;
  private readonly tree = new MemoryTree();
  private readonly changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changes.event;
  private readonly registration: vscode.Disposable;
  private loading: Promise<void> | undefined;

  constructor(extension: vscode.Uri) {
    this.source = vscode.Uri.joinPath(extension, "media", "sample");
    this.registration = vscode.workspace.registerFileSystemProvider(SAMPLE_SCHEME, this, {
      isCaseSensitive: true,
    });
  }

  /** Brings every file back to what ships with the extension; returns their addresses, sorted. */
  async reset(): Promise<readonly vscode.Uri[]> {
    this.loading = this.load();
    await this.loading;
    return this.tree.paths.map(toUri);
  }

  dispose(): void {
    this.registration.dispose();
    this.changes.dispose();
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined); // Every change is told anyway.
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    await this.loaded();
    const file = this.tree.read(uri.path);
    if (file !== undefined) {
      return {
        type: vscode.FileType.File,
        ctime: file.created,
        mtime: file.modified,
        size: file.bytes.length,
      };
    }
    if (this.tree.entry(uri.path) !== "folder") throw vscode.FileSystemError.FileNotFound(uri);
    return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    await this.loaded();
    if (this.tree.entry(uri.path) !== "folder") throw vscode.FileSystemError.FileNotFound(uri);
    return [...this.tree.list(uri.path)].map(([name, entry]) => [name, fileTypes[entry]]);
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    await this.loaded();
    const file = this.tree.read(uri.path);
    if (file === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return file.bytes;
  }

  async createDirectory(uri: vscode.Uri): Promise<void> {
    await this.loaded();
    this.tree.makeFolder(uri.path);
  }

  async writeFile(
    uri: vscode.Uri,
    content: Uint8Array,
    options: { readonly create: boolean; readonly overwrite: boolean },
  ): Promise<void> {
    await this.loaded();
    const entry = this.tree.entry(uri.path);
    if (entry === "folder") throw vscode.FileSystemError.FileIsADirectory(uri);
    if (entry === undefined && !options.create) throw vscode.FileSystemError.FileNotFound(uri);
    if (entry === "file" && options.create && !options.overwrite) {
      throw vscode.FileSystemError.FileExists(uri);
    }
    this.tell([[uri.path, this.tree.write(uri.path, content, Date.now())]]);
  }

  async delete(uri: vscode.Uri): Promise<void> {
    await this.loaded();
    if (this.tree.entry(uri.path) === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    this.tell(this.tree.delete(uri.path).map((path) => [path, "deleted"]));
  }

  async rename(from: vscode.Uri, to: vscode.Uri): Promise<void> {
    const bytes = await this.readFile(from);
    await this.writeFile(to, bytes, { create: true, overwrite: true });
    await this.delete(from);
  }

  private async loaded(): Promise<void> {
    this.loading ??= this.load();
    await this.loading;
  }

  private async load(): Promise<void> {
    const wanted = new Map<string, Uint8Array>();
    await readInto(wanted, this.source, "");
    this.tell(this.tree.replaceAll(wanted, Date.now()));
  }

  private tell(changed: Iterable<readonly [string, TreeChange]>): void {
    const events = [...changed].map(([path, change]) => ({
      type: changeTypes[change],
      uri: toUri(path),
    }));
    if (events.length > 0) this.changes.fire(events);
  }
}

function toUri(path: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SAMPLE_SCHEME, path });
}

async function readInto(
  files: Map<string, Uint8Array>,
  folder: vscode.Uri,
  path: string,
): Promise<void> {
  for (const [name, type] of await vscode.workspace.fs.readDirectory(folder)) {
    const uri = vscode.Uri.joinPath(folder, name);
    if (type === vscode.FileType.Directory) await readInto(files, uri, `${path}/${name}`);
    else files.set(`${path}/${name}`, await vscode.workspace.fs.readFile(uri));
  }
}

const fileTypes: Readonly<Record<TreeEntry, vscode.FileType>> = {
  file: vscode.FileType.File,
  folder: vscode.FileType.Directory,
};

const changeTypes: Readonly<Record<TreeChange, vscode.FileChangeType>> = {
  created: vscode.FileChangeType.Created,
  changed: vscode.FileChangeType.Changed,
  deleted: vscode.FileChangeType.Deleted,
};
