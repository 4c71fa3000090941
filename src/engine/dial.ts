import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type Dockerode from "dockerode";

type Request = Parameters<Dockerode["modem"]["dial"]>[0];

/**
 * A call that answers in JSON. dockerode has functions for most, but leaves out part of what they are given for the query.
 *
 * @param path without the query: `/images/app/json`
 * @throws LumogateError `engine.*`
 */
export function ask(docker: Dockerode, path: string, query: object = {}): Promise<unknown> {
  return dial(docker, { path: `${path}?`, method: "GET", options: query, statusCodes: { 200: true } });
}

/**
 * A call whose answer is read as it comes. dockerode's own `buildImage` opens a session of its own, which gives one
 * credential to every registry and has no secrets.
 */
export async function streamCall(docker: Dockerode, request: Request): Promise<IncomingMessage> {
  return (await dial(docker, { ...request, isStream: true, statusCodes: { 200: true } })) as IncomingMessage;
}

/** Turns a connection over to another protocol. */
export async function hijack(docker: Dockerode, request: Request): Promise<Duplex> {
  return (await dial(docker, { ...request, hijack: true, statusCodes: {} })) as Duplex;
}

function dial(docker: Dockerode, request: Request): Promise<object> {
  return new Promise((resolve, reject) => {
    docker.modem.dial(request, (error, answer) => {
      if (error !== null || answer === null) reject(error ?? new Error("The engine gave no answer."));
      else resolve(answer);
    });
  });
}
