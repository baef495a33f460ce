import { Duplex } from "node:stream";
import type { PGlite } from "@electric-sql/pglite";

/** Messages of the PostgreSQL protocol, version 3.0, by their first byte: those after which the server answers. */
const query = 0x51;
const sync = 0x53;
/** AuthenticationOk, then ReadyForQuery (idle). */
const welcome = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);

/**
 * What the pg package takes for a socket: the server is in this process and answers at once. So the product's own
 * client library speaks to it, and every type comes out exactly as from a server.
 */
export class Wire extends Duplex {
  readonly #lite: PGlite;
  #pending: Buffer[] = [];
  #isOpen = false;

  constructor(lite: PGlite) {
    super();
    this.#lite = lite;
  }

  connect(): this {
    process.nextTick(() => this.emit("connect"));
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  override _read(): void {}

  /** Past the queues of a stream, for nothing here ever has to wait. */
  override write(chunk: Buffer): boolean {
    if (!this.#isOpen) {
      this.#isOpen = true;
      this.emit("data", welcome);
      return true;
    }
    this.#pending.push(chunk);
    if (chunk[0] === query || chunk[0] === sync) this.#exchange();
    return true;
  }

  #exchange(): void {
    const asked = Buffer.concat(this.#pending);
    this.#pending = [];
    const answers: Buffer[] = [];
    // It calls back before it returns. Asked in any other way, PGlite reads the answer itself before it hands it over.
    void this.#lite.execProtocolRawStream(asked, {
      syncToFs: false,
      onRawData: (data) => answers.push(Buffer.from(data)),
    });
    this.emit("data", Buffer.concat(answers));
  }
}
