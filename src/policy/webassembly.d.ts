/**
 * The part of the WebAssembly JavaScript API that we use. TypeScript has its types only in the `dom` and `webworker`
 * libraries, together with a browser's globals that Node does not have.
 */
declare namespace WebAssembly {
  /** Compiled, and not yet running. */
  interface Module {
    readonly [Symbol.toStringTag]: "WebAssembly.Module";
  }
  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>;
  }
  interface Global {
    readonly value: unknown;
  }
  class Memory {
    /** Sizes in pages of 64 KiB. */
    constructor(descriptor: { readonly initial: number; readonly maximum: number });
    /** Another one after each growth. */
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  function compile(bytes: NodeJS.BufferSource): Promise<Module>;
  function instantiate(
    module: Module,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ): Promise<Instance>;
}
