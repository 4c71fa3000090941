import type Dockerode from "dockerode";
import { isRecord } from "../json.ts";
import { ask } from "./dial.ts";
import { badAnswer } from "./failure.ts";

/** An image without a name, as the engine lists it. */
export interface ListedImage {
  readonly id: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly labels: ReadonlyMap<string, unknown>;
}

/** The images without a name that have a label. @param label its name, or `name=value` */
export async function labelledImages(docker: Dockerode, label: string): Promise<ListedImage[]> {
  const images = await ask(docker, "/images/json", { filters: { label: [label], dangling: ["true"] } });
  if (!Array.isArray(images)) throw badAnswer("GET /images/json", "it is not a list");
  return images.flatMap((image: unknown) => {
    const { Id: id, Created: created, Labels: labels, RepoTags: tags } = isRecord(image) ? image : {};
    // Classic engines list an image without a name as one of the name <none>:<none>.
    const isNamed = Array.isArray(tags) && tags.some((tag) => tag !== "<none>:<none>");
    if (typeof id !== "string" || typeof created !== "number" || !isRecord(labels) || isNamed) return [];
    return [{ id, created, labels: new Map(Object.entries(labels)) }];
  });
}
