import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Engine } from "../connect.ts";

type Request = Parameters<Engine["docker"]["modem"]["dial"]>[0];

/**
 * A call whose answer is read as it comes. dockerode's own `buildImage` opens a session of its own, which gives one
 * credential to every registry and has no secrets.
 */
export async function streamCall(engine: Engine, request: Request): Promise<IncomingMessage> {
  return (await dial(engine, { ...request, isStream: true, statusCodes: { 200: true } })) as IncomingMessage;
}

/** Turns a connection over to another protocol. */
export async function hijack(engine: Engine, request: Request): Promise<Duplex> {
  return (await dial(engine, { ...request, hijack: true, statusCodes: {} })) as Duplex;
}

function dial(engine: Engine, request: Request): Promise<object> {
  return new Promise((resolve, reject) => {
    engine.docker.modem.dial(request, (error, answer) => {
      if (error !== null || answer === null) reject(error ?? new Error("The engine gave no answer."));
      else resolve(answer);
    });
  });
}
