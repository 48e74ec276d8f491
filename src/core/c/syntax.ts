// Syntax of one function as plain objects: what the rules read instead of WASM nodes, so that nothing they keep has to
// be deleted.
//
// Node types and field names are tree-sitter-c's. Named nodes and operators are kept, comments and punctuation are not.
// Building is a walk with a cursor, never a recursion; a function nested deeper than `DEEPEST` is not built at all, which
// lets everything after this recurse without fear for the stack.

import type { Node, TreeCursor } from "./parser.ts";

export interface SyntaxNode {
  readonly type: string;
  readonly field: string | undefined;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly parent: SyntaxNode | undefined;
  readonly children: readonly SyntaxNode[];
}

/** Where a function is; its syntax is built only when a rule asks. */
export interface FunctionPlace {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly node: Node;
}

const DEEPEST = 1200;

export function childOf(node: SyntaxNode, field: string): SyntaxNode | undefined {
  return node.children.find((child) => child.field === field);
}

/** Children that are operands, statements or declarators: all but operators. */
export function operands(node: SyntaxNode): readonly SyntaxNode[] {
  return node.children.filter((child) => child.field !== "operator");
}

/** Every function definition under `root`, those inside damaged or conditional code too. */
export function findFunctions(root: Node, text: string): FunctionPlace[] {
  const found: FunctionPlace[] = [];
  const cursor = root.walk();
  try {
    let more = cursor.gotoFirstChild();
    while (more) {
      const type = cursor.nodeType;
      if (type === "function_definition") {
        const node = cursor.currentNode;
        const name = functionName(text.slice(cursor.startIndex, cursor.endIndex));
        if (name !== undefined) {
          found.push({ name, start: cursor.startIndex, end: cursor.endIndex, node });
        }
      }
      more = (MAY_HOLD_FUNCTIONS.has(type) && cursor.gotoFirstChild()) || advance(cursor);
    }
  } finally {
    cursor.delete();
  }
  return found;
}

/** The function at `place`, or undefined when it is nested too deep to be looked at. */
export function buildSyntax(place: FunctionPlace, text: string): SyntaxNode | undefined {
  const cursor = place.node.walk();
  try {
    return buildFrom(cursor, text);
  } finally {
    cursor.delete();
  }
}

interface GrowingNode extends SyntaxNode {
  readonly children: GrowingNode[];
}

/** What may hold a function definition after the grammar lost its way: a missing brace puts the next function inside. */
const MAY_HOLD_FUNCTIONS = new Set([
  "translation_unit",
  "function_definition",
  "compound_statement",
  "linkage_specification",
  "declaration_list",
  "ERROR",
]);

function advance(cursor: TreeCursor): boolean {
  while (!cursor.gotoNextSibling()) if (!cursor.gotoParent()) return false;
  return true;
}

const NOT_A_NAME = new Set(["if", "for", "while", "switch", "return", "sizeof", "__attribute__"]);

/** The identifier before the first parameter list at the head of a definition. */
function functionName(text: string): string | undefined {
  const brace = text.indexOf("{");
  const head = brace < 0 ? text : text.slice(0, brace);
  for (const match of head.matchAll(/([A-Za-z_]\w*)\s*\)*\s*\(/g)) {
    const name = match[1] as string;
    if (!NOT_A_NAME.has(name) && !/^__declspec|^_?_?Alignas$/.test(name)) return name;
  }
  return undefined;
}

function buildFrom(cursor: TreeCursor, text: string): SyntaxNode | undefined {
  const root = nodeAt(cursor, undefined, text);
  let parent = root;
  let depth = 0;
  if (!cursor.gotoFirstChild()) return root;
  for (;;) {
    const wanted = isWanted(cursor);
    const node = wanted ? nodeAt(cursor, parent, text) : undefined;
    if (node !== undefined) parent.children.push(node);
    if (node !== undefined && cursor.gotoFirstChild()) {
      if (++depth > DEEPEST) return undefined;
      parent = node;
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      if (depth === 0 || !cursor.gotoParent()) return root;
      depth--;
      parent = parent.parent as GrowingNode;
    }
  }
}

function isWanted(cursor: TreeCursor): boolean {
  return cursor.nodeIsNamed
    ? cursor.nodeType !== "comment"
    : cursor.currentFieldName === "operator";
}

function nodeAt(cursor: TreeCursor, parent: GrowingNode | undefined, text: string): GrowingNode {
  const start = cursor.startIndex;
  const end = cursor.endIndex;
  return {
    type: cursor.nodeType,
    field: cursor.currentFieldName ?? undefined,
    start,
    end,
    get text() {
      return text.slice(start, end);
    },
    parent,
    children: [],
  };
}
