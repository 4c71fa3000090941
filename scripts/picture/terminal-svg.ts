/** A terminal's text, with the colours that `src/encode/terminal.ts` uses, as a picture. */
const CHARACTER = { width: 8.4, height: 19 };
const MARGIN = 18;

/** SGR codes (ECMA-48, 8.3.117), as they open and close. */
const STYLES: Record<string, string> = {
  "1": "font-weight:bold",
  "2": "fill:#8b949e",
  "31": "fill:#ff7b72",
  "32": "fill:#7ee787",
  "33": "fill:#f2cc60",
  "36": "fill:#79c0ff",
};

/** @param columns of the terminal: what is longer goes on in the next row */
export function terminalSvg(text: string, columns: number): string {
  const lines = text
    .trimEnd()
    .split("\n")
    .flatMap((line) => inRows(line, columns));
  const width = Math.ceil(columns * CHARACTER.width + 2 * MARGIN);
  const height = lines.length * CHARACTER.height + 2 * MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="A verdict of lumogate in a terminal">`,
    `<rect width="100%" height="100%" rx="8" fill="#0d1117"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14" fill="#e6edf3" xml:space="preserve">`,
    ...lines.map((line, index) => {
      const y = MARGIN + (index + 0.75) * CHARACTER.height;
      return `<text x="${MARGIN}" y="${y}">${styled(line)}</text>`;
    }),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

/** The line in rows of at most that many characters, each with the codes that are open where it begins. */
function inRows(line: string, columns: number): string[] {
  const rows = [""];
  let used = 0;
  let open = "";
  line.split(ESCAPE).forEach((part, index) => {
    if (index % 2 === 1) {
      const code = `\u001B[${part}m`;
      open = part in STYLES ? open + code : "";
      rows.push(`${rows.pop()}${code}`);
      return;
    }
    for (const character of part) {
      if (used === columns) {
        rows.push(open);
        used = 0;
      }
      rows.push(`${rows.pop()}${character}`);
      used += 1;
    }
  });
  return rows;
}

// oxlint-disable-next-line no-control-regex -- the escapes are what is drawn
const ESCAPE = /\u001B\[(\d+)m/g;

function styled(line: string): string {
  const open = new Set<string>();
  // Odd parts are codes, the others the text between them.
  return line
    .split(ESCAPE)
    .map((part, index) => {
      if (index % 2 === 0) return span(part, [...open]);
      if (part in STYLES) open.add(part);
      else closing(part).forEach((code) => open.delete(code));
      return "";
    })
    .join("");
}

/** 22 ends bold and dim, 39 ends any colour. */
function closing(code: string): readonly string[] {
  return code === "22" ? ["1", "2"] : code === "39" ? ["31", "32", "33", "36"] : Object.keys(STYLES);
}

function span(text: string, codes: readonly string[]): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  if (escaped === "" || codes.length === 0) return escaped;
  return `<tspan style="${codes.map((code) => STYLES[code]).join(";")}">${escaped}</tspan>`;
}
