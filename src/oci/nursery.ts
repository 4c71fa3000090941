import v8 from "node:v8";

let users = 0;

/**
 * Does work through which gigabytes pass in chunks, each of which is garbage at once. Chunks lie outside of V8's heap and
 * are let go of when its nursery is collected, which at its full size is so seldom that hundreds of megabytes pile up, and
 * a collection of everything is started for them, again and again. So the nursery is kept from growing meanwhile: 20 % of
 * the time and 50 MB less, measured with eight layers of zstd.
 */
export async function withSmallNursery<Result>(work: () => Promise<Result>): Promise<Result> {
  if (users === 0) v8.setFlagsFromString("--semi-space-growth-factor=1");
  users += 1;
  try {
    return await work();
  } finally {
    users -= 1;
    if (users === 0) v8.setFlagsFromString(`--semi-space-growth-factor=${V8_DEFAULT}`);
  }
}

const V8_DEFAULT = 2;
