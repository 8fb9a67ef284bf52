/** The oldest Node that Assay runs on, as `engines` of package.json has it. */
export const OLDEST_NODE = { major: 24, minor: 15 } as const;

/** Whether Assay runs on a Node of this version, such as `24.15.0`. */
export function runsOnNode(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST_NODE.major || (major === OLDEST_NODE.major && minor >= OLDEST_NODE.minor);
}
