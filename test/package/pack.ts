import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { x as extract } from 'tar';

/** Packs the built package as `npm publish` would, unpacks it under `folder`, and tells where. */
export function packAndUnpack(folder: string): string {
  const answer = execFileSync('npm', ['pack', '--json', '--silent', '--pack-destination', folder], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const packed = JSON.parse(answer) as Array<{ filename: string }> | Record<string, { filename: string }>;
  const [first] = Object.values(packed);
  if (!first) throw new Error('npm pack made no tarball');
  extract({ file: join(folder, first.filename), cwd: folder, sync: true });
  return join(folder, 'package');
}
