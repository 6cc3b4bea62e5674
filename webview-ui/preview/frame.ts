// Reads the frame that a video shows, at its own size, as a PNG.

/** How long a video may take to show its first frame, in milliseconds. */
const limitMs = 10_000;

/** The frame and where it is, in seconds. @throws Error where the video shows none or its pixels cannot be read */
export async function frameOf(video: HTMLVideoElement): Promise<{ bytes: Uint8Array; seconds: number }> {
  await shown(video);
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  const context = canvas.getContext('2d');
  if (!context || canvas.width === 0) throw new Error('no frame');
  const seconds = video.currentTime;
  context.drawImage(video, 0, 0);
  const blob = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('no picture');
  return { bytes: new Uint8Array(await blob.arrayBuffer()), seconds };
}

/** Resolves once there is a frame and no seek is under way. */
async function shown(video: HTMLVideoElement): Promise<void> {
  const limit = performance.now() + limitMs;
  while (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.seeking) {
    if (video.error || performance.now() > limit) throw new Error('no frame');
    await nextStep(video);
  }
}

/** Some event of the video, or a moment without one. */
async function nextStep(video: HTMLVideoElement): Promise<void> {
  await new Promise<void>(resolve => {
    const listening = new AbortController();
    const done = (): void => {
      listening.abort();
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, 250);
    for (const name of ['loadeddata', 'seeked', 'canplay', 'error']) {
      video.addEventListener(name, done, { signal: listening.signal });
    }
  });
}
