import { connect } from "../engine/connect.ts";
import { findPodmanEndpoints } from "../engine/endpoint.ts";
import { engineSource } from "./docker.ts";
import type { Source } from "./source.ts";

/** An image in podman, which speaks Docker's API through a service of its own. */
export const podman: Source = engineSource("podman", (env, signal) =>
  connect(env, signal, findPodmanEndpoints),
);
