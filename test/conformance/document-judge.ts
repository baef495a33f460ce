import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { sentencesOf, toJsonSchema } from "#test/support/contract-schemas.ts";

type Json = Parameters<typeof toJsonSchema>[0];
type Paths = Readonly<Record<string, { readonly post?: { readonly responses: Record<string, Answered> } }>>;
interface Answered {
  readonly content?: { readonly "application/json": { readonly schema: Json } };
}

/** Holds answers against the document that the server itself gives out, which names our additions too. */
export class DocumentJudge {
  readonly #ajv = new Ajv({ strict: false, allErrors: true, inlineRefs: false, code: { optimize: false } });
  readonly #paths: Paths;
  readonly #judges = new Map<string, ValidateFunction>();

  constructor(document: unknown) {
    const { paths, components } = document as { paths: Paths; components: Json };
    addFormats.default(this.#ajv);
    this.#ajv.addFormat("float", true);
    this.#ajv.addSchema({ $id: "contract", ...(toJsonSchema(components) as object) });
    this.#paths = paths;
  }

  objectionsTo(path: string, body: unknown): readonly string[] {
    const judge = this.#judges.get(path) ?? this.#judgeOf(path);
    if (judge === undefined) return ["the server's own document does not have this path"];
    this.#judges.set(path, judge);
    judge(body);
    return sentencesOf(judge).map((sentence) => `by the server's own document: ${sentence}`);
  }

  #judgeOf(path: string): ValidateFunction | undefined {
    const answered = this.#paths[path]?.post?.responses["200"];
    // Where no body is promised, any will do.
    const schema = answered?.content?.["application/json"].schema ?? {};
    return answered === undefined ? undefined : this.#ajv.compile(toJsonSchema(schema) as object);
  }
}
