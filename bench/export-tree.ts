/**
 * `node export-tree.ts CONTAINER`: reads the whole tree of a container as its engine exports it, and tells how many
 * entries it has: what every reader that needs all files of an engine's image will cost.
 */
import { connect } from "../src/engine/connect.ts";
import { LayerTree } from "../src/oci/layer.ts";
import { exportTree } from "../test/support/export-tree.ts";

const [container = ""] = process.argv.slice(2);
const engine = await connect(process.env, new AbortController().signal);
const tree = new LayerTree(container);
for await (const entry of exportTree(engine, container)) tree.add(entry);
console.log(tree.size);
process.exit();
