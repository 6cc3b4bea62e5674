// Colours that mix without turning grey: OKLab, as its author describes it.

export type Lab = readonly [lightness: number, a: number, b: number];

const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

/** OKLab of `#rrggbb`. */
export function labOf(hex: string): Lab {
  const light = (at: number) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [red, green, blue] = [light(1), light(3), light(5)];
  const long = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const medium = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const short = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short,
    1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short,
    0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short,
  ];
}

/** The curve from light to signal as a table, since a power per pixel would be slow. */
const curveSteps = 4096;
const curve = Float32Array.from({ length: curveSteps + 2 }, (_, index) => {
  const value = Math.min(1, index / curveSteps);
  return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
});

function signal(light: number): number {
  if (light <= 0) return 0;
  if (light >= 1) return 1;
  const at = light * curveSteps;
  const index = Math.floor(at);
  const from = curve[index] ?? 0;
  return from + ((curve[index + 1] ?? 1) - from) * (at - index);
}

/** Red, green and blue, 0 to 1, written to `target`. */
export function rgbOf(lightness: number, a: number, b: number, target: Float32Array): void {
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  target[0] = signal(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short);
  target[1] = signal(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short);
  target[2] = signal(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short);
}
