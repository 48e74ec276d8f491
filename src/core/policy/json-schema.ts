// A shape as JSON schema (draft 2020-12), for editors and other programs.

import { unreachable } from "../base/invariant.ts";
import { documentShape } from "./policy-shape.ts";
import type { Shape } from "./shape.ts";

/** media/schemas/policy.schema.json. */
export function policySchema(): object {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "A policy of hakmem-trace",
    ...schemaOf(documentShape),
  };
}

function schemaOf(shape: Shape): object {
  const { about: description } = shape;
  switch (shape.kind) {
    case "object":
      return { description, ...objectSchema(shape.fields, shape.required) };
    case "variants":
      return {
        description,
        oneOf: Object.entries(shape.variants).map(([tag, fields]) => {
          const schema = objectSchema(fields, [shape.tag, ...Object.keys(fields)]);
          const { properties } = schema;
          return { ...schema, properties: { [shape.tag]: { const: tag }, ...properties } };
        }),
      };
    case "choice":
      return { description, enum: shape.values };
    case "number": {
      const type = shape.whole ? "integer" : "number";
      return { description, type, minimum: shape.least, maximum: shape.most };
    }
    case "text": {
      const pattern = shape.pattern === undefined ? {} : { pattern: shape.pattern.source };
      return { description, type: "string", minLength: 1, maxLength: shape.most, ...pattern };
    }
    case "flag":
      return { description, type: "boolean" };
    case "list": {
      const size = { minItems: shape.least, maxItems: shape.most };
      const unique = shape.unique ? { uniqueItems: true } : {};
      return { description, type: "array", items: schemaOf(shape.item), ...size, ...unique };
    }
    case "absent":
      return { description, anyOf: [{ type: "null" }, schemaOf(shape.shape)] };
    default:
      return unreachable(shape);
  }
}

function objectSchema(fields: Readonly<Record<string, Shape>>, required: readonly string[]) {
  return {
    type: "object",
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
    properties: Object.fromEntries(
      Object.entries(fields).map(([name, shape]) => [name, schemaOf(shape)]),
    ),
  };
}
