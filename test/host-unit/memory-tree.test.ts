// The sample's tree: folders follow files, and a reset tells only what differs.

import { expect, test } from "vitest";
import { MemoryTree } from "../../src/host/memory-tree.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const files = (content: Readonly<Record<string, string>>) =>
  new Map(Object.entries(content).map(([path, text]) => [path, bytes(text)]));

function treeOf(content: Readonly<Record<string, string>>): MemoryTree {
  const tree = new MemoryTree();
  tree.replaceAll(files(content), 1);
  return tree;
}

test("folders exist where files lie", () => {
  const tree = treeOf({ "/workspace/a.c": "a", "/workspace/sub/b.c": "b", "/t.txt": "t" });
  expect(tree.entry("/")).toBe("folder");
  expect(tree.entry("/workspace/sub")).toBe("folder");
  expect(tree.entry("/work")).toBeUndefined();
  expect([...tree.list("/workspace")]).toEqual([
    ["a.c", "file"],
    ["sub", "folder"],
  ]);
  expect([...tree.list("/").keys()]).toEqual(["workspace", "t.txt"]);
});

test("an empty folder stays until it is deleted", () => {
  const tree = treeOf({});
  tree.makeFolder("/new");
  expect([...tree.list("/")]).toEqual([["new", "folder"]]);
  tree.delete("/new");
  expect(tree.entry("/new")).toBeUndefined();
});

test("writing keeps the time of creation", () => {
  const tree = treeOf({ "/a": "one" });
  expect(tree.write("/a", bytes("two"), 9)).toBe("changed");
  expect(tree.read("/a")).toMatchObject({ created: 1, modified: 9 });
  expect(tree.write("/b", bytes("new"), 9)).toBe("created");
});

test("deleting a folder deletes what lies in it and nothing beside it", () => {
  const tree = treeOf({ "/w/a": "", "/w/b/c": "", "/w2": "" });
  expect(tree.delete("/w")).toEqual(["/w/a", "/w/b/c"]);
  expect(tree.paths).toEqual(["/w2"]);
});

test("a reset tells only what differs", () => {
  const tree = treeOf({ "/same": "s", "/edited": "before", "/lost": "l" });
  tree.write("/edited", bytes("after"), 2);
  tree.write("/extra", bytes("x"), 2);
  tree.delete("/lost");
  const changes = tree.replaceAll(files({ "/same": "s", "/edited": "before", "/lost": "l" }), 3);
  expect([...changes].sort()).toEqual([
    ["/edited", "changed"],
    ["/extra", "deleted"],
    ["/lost", "created"],
  ]);
});
