import { execFile } from "node:child_process";
import { createReadStream, createWriteStream } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { createBrotliDecompress } from "node:zlib";
import { type Browser, chromium } from "playwright-core";

export interface OpenBrowser {
  readonly browser: Browser;
  close(): Promise<void>;
}

/** npm @sparticuz/chromium: a Chromium that needs nothing of the system, with its libraries and a font. */
const shipped = join(import.meta.dirname, "..", "..", "node_modules", "@sparticuz", "chromium", "bin");

/**
 * A Chromium that its npm package ships, so that no machine needs one installed. It is unpacked into a folder of its
 * own each time, and not by the package: that would trust whatever lies in the system's temporary folder, and
 * switches off the rules about origins that are to be seen here.
 */
export async function openBrowser(): Promise<OpenBrowser> {
  const folder = await mkdtemp(join(tmpdir(), "pintumbler-browser-"));
  const program = join(folder, "chromium");
  await unpack("chromium.br", program);
  await chmod(program, 0o700);
  for (const archive of ["al2023.tar", "fonts.tar"]) {
    await unpack(`${archive}.br`, join(folder, archive));
    await promisify(execFile)("tar", ["-x", "-f", join(folder, archive), "-C", folder]);
  }
  await mkdir(join(folder, "home"));
  await writeFile(
    join(folder, "fonts.conf"),
    `<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/cache</cachedir></fontconfig>`,
  );
  const browser = await chromium.launch({
    executablePath: program,
    // Its sandbox needs rights that neither root nor a container has; it opens nothing but our own page.
    args: ["--no-sandbox", "--no-zygote", "--disable-gpu"],
    env: {
      HOME: join(folder, "home"),
      PATH: process.env.PATH ?? "",
      LD_LIBRARY_PATH: join(folder, "lib"),
      FONTCONFIG_FILE: join(folder, "fonts.conf"),
    },
  });
  return {
    browser,
    close: async () => {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function unpack(from: string, to: string): Promise<void> {
  return pipeline(createReadStream(join(shipped, from)), createBrotliDecompress(), createWriteStream(to));
}
