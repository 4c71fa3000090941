import { Agent } from "node:http";
import type { Duplex } from "node:stream";

/** Keeps connections that are made in some other way than http knows. */
export class ConnectingAgent extends Agent {
  readonly #connect: () => Duplex;

  constructor(connect: () => Duplex) {
    super({ keepAlive: true });
    this.#connect = connect;
  }

  override createConnection(): Duplex {
    return this.#connect();
  }
}
