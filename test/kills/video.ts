// What stands for a video where real processes are killed.

export function videoOf(id: string): string {
  return `video of ${id}: ${'frame '.repeat(500)}whole`;
}

export function isWholeVideo(text: string): boolean {
  return /^video of job_\d+: (frame )+whole$/.test(text);
}
