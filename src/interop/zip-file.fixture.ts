import { crc32, deflateRawSync, zstdCompressSync } from 'node:zlib';

/** A file of an archive under test; what is `told` of it may be wrong. */
export interface ZippedFile {
  readonly name: string;
  readonly text: string | Buffer;
  readonly method?: 'stored' | 'deflated' | 'zstandard';
  readonly told?: { readonly crc?: number; readonly size?: number; readonly method?: number };
}

const METHODS = { stored: 0, deflated: 8, zstandard: 93 } as const;

/** A zip archive, as APPNOTE.TXT of PKWARE has it, without anything that is optional. */
export function zipFile(files: readonly ZippedFile[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, text, method = 'deflated', told = {} } of files) {
    const bytes = Buffer.from(text);
    const packed = { stored: () => bytes, deflated: () => deflateRawSync(bytes), zstandard: () => zstdCompressSync(bytes) }[
      method
    ]();
    const nameBytes = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(63, 0);
    common.writeUInt16LE(0x0800, 2);
    common.writeUInt16LE(told.method ?? METHODS[method], 4);
    common.writeUInt32LE(told.crc ?? crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(told.size ?? bytes.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, nameBytes, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x3f\x00', 'latin1'), common, tail, nameBytes]));
    parts.push(local);
    offset += local.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(Math.min(files.length, 0xffff), 8);
  end.writeUInt16LE(Math.min(files.length, 0xffff), 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([
    ...parts,
    index,
    ...(files.length > 0xffff ? [zip64End(files.length, index.length, offset)] : []),
    end,
  ]);
}

/** What tells of more files than the end of an archive can. */
function zip64End(files: number, bytes: number, offset: number): Buffer {
  const record = Buffer.alloc(56);
  record.write('PK\x06\x06', 'latin1');
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(files), 24);
  record.writeBigUInt64LE(BigInt(files), 32);
  record.writeBigUInt64LE(BigInt(bytes), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 'latin1');
  locator.writeBigUInt64LE(BigInt(offset + bytes), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator]);
}
