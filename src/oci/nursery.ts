import v8 from "node:v8";

/**
 * How V8 is to collect chunks: often, and at once. Chunks lie outside of its heap and are let go of when its nursery is
 * collected. At its full size that is so seldom, and as a task of the background so late on a busy machine, that hundreds
 * of megabytes pile up, and everything is collected for their sake, again and again.
 */
const FLAGS = {
  meanwhile: ["--semi-space-growth-factor=1", "--no-concurrent-array-buffer-sweeping"],
  /** V8's defaults. */
  afterwards: ["--semi-space-growth-factor=2", "--concurrent-array-buffer-sweeping"],
};

let users = 0;

/**
 * Does work through which gigabytes pass in chunks, each of which is garbage at once, with V8 set for that: a fifth of the
 * time and 50 MB less, measured with eight layers of zstd.
 */
export async function withSmallNursery<Result>(work: () => Promise<Result>): Promise<Result> {
  if (users === 0) FLAGS.meanwhile.forEach((flag) => v8.setFlagsFromString(flag));
  users += 1;
  try {
    return await work();
  } finally {
    users -= 1;
    if (users === 0) FLAGS.afterwards.forEach((flag) => v8.setFlagsFromString(flag));
  }
}
