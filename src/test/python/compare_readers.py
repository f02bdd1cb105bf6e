"""Compares the pixels of every reader of the product with the reference decoder of its format, which Pillow has inside:
libjpeg-turbo, libpng (zlib), libwebp, libtiff, and Pillow's own GIF and BMP.

  compare_readers.py make FOLDER       draws images of many sizes, qualities, subsamplings, kinds of alpha and depths
  (then dev.stackwright.image.ReaderComparison FOLDER)
  compare_readers.py compare FOLDER    prints a table; exits with 1 where a difference exceeds its bound
"""

import pathlib
import sys

import numpy
from PIL import Image, ImageFile

ImageFile.MAXBLOCK = 1 << 24  # room for noise
SIZES = (33, 97, 200, 400)
# greatest difference of a level, format by format; all others 0. TensorFlow decodes JPEG by libjpeg-turbo's fast integer
# transform, Pillow by the slow one; palettes of TIFF have 16 bits, which the JDK rounds and libtiff cuts
BOUNDS = {"jpg": 10, "tif": 1}


def photo(size, random):
    """Noise on many scales, as photos have it, with an edge."""
    image = numpy.zeros((size, size, 3))
    for step in (1, 2, 4, 8, 16, 32):
        small = random.normal(size=(size // step + 2, size // step + 2, 3)) * step
        image += numpy.kron(small, numpy.ones((step, step, 1)))[:size, :size]
    image = (image - image.min()) / (image.max() - image.min()) * 255
    image[size // 3 :, size // 2 :] = 255 - image[size // 3 :, size // 2 :]
    return image.astype(numpy.uint8)


def make(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        random = numpy.random.default_rng(size)
        for kind, pixels in (
            ("photo", photo(size, random)),
            ("noise", random.integers(0, 256, (size, size, 3), dtype=numpy.uint8)),
        ):
            rgb = Image.fromarray(pixels)
            alpha = Image.fromarray(random.integers(0, 256, (size, size), dtype=numpy.uint8))
            rgba = rgb.copy()
            rgba.putalpha(alpha)
            grey = rgb.convert("L")
            la = grey.copy()
            la.putalpha(alpha)
            palette = rgb.quantize(200)
            deep = Image.fromarray(numpy.asarray(grey).astype(numpy.uint16) * 257)

            def save(image, name, **options):
                image.save(folder / f"{name.split('.')[0]}-{kind}-{size}.{name.split('.')[1]}", **options)

            for quality in (10, 50, 75, 95):
                for subsampling in (0, 1, 2):
                    for progressive in (False, True):
                        save(
                            rgb,
                            f"rgb_q{quality}_s{subsampling}_{'progressive' if progressive else 'baseline'}.jpg",
                            quality=quality,
                            subsampling=subsampling,
                            progressive=progressive,
                        )
                save(grey, f"grey_q{quality}.jpg", quality=quality)
                save(rgb, f"lossy_q{quality}.webp", quality=quality)
                save(rgba, f"lossy_alpha_q{quality}.webp", quality=quality)
            save(rgb, "lossless.webp", lossless=True)
            save(rgba, "lossless_alpha.webp", lossless=True, exact=True)
            for image, name in ((rgb, "rgb"), (grey, "grey"), (rgba, "rgba"), (la, "greyalpha"), (palette, "palette")):
                save(image, f"{name}.png")
            save(deep, "grey16.png")
            save(rgb.convert("1"), "bits.png")
            save(palette, "palette.gif")
            save(palette, "transparent.gif", transparency=3)
            save(palette, "interlaced.gif", interlace=1)
            save(grey, "grey.gif")
            for image, name in ((rgb, "rgb"), (grey, "grey"), (palette, "palette"), (rgb.convert("1"), "bits"), (rgba, "rgba")):
                save(image, f"{name}.bmp")
            for compression in (None, "tiff_lzw", "tiff_adobe_deflate", "packbits"):
                for image, name in ((rgb, "rgb"), (grey, "grey"), (rgba, "rgba"), (palette, "palette"), (deep, "grey16")):
                    save(image, f"{name}_{compression}.tif", compression=compression)
            save(rgb.convert("1"), "bits.tif", compression="group4")
    random = numpy.random.default_rng(4000)
    large = Image.fromarray(numpy.asarray(Image.fromarray(photo(1000, random)).resize((4000, 3000), Image.BICUBIC)))
    large.save(folder / "large-photo-4000.webp", quality=75)


def over_white(path):
    image = Image.open(path)
    if image.mode.startswith("I;16"):
        grey = (numpy.asarray(image).astype(numpy.int64) >> 8).astype(numpy.uint8)
        return numpy.repeat(grey[..., None], 3, axis=2)
    if image.mode in ("RGBA", "LA") or "transparency" in image.info:
        rgba = numpy.asarray(image.convert("RGBA")).astype(numpy.int64)
        alpha = rgba[..., 3:]
        return ((rgba[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(numpy.uint8)
    return numpy.asarray(image.convert("RGB"))


def compare(folder):
    rows = {}
    missing = []
    for path in sorted(folder.iterdir()):
        if path.suffix == ".rgb":
            continue
        raw = pathlib.Path(str(path) + ".rgb")
        if not raw.exists():
            missing.append(path.name)
            continue
        expected = over_white(path)
        found = numpy.fromfile(raw, dtype=numpy.uint8).reshape(expected.shape)
        difference = numpy.abs(expected.astype(numpy.int64) - found)
        key = (path.suffix[1:], path.name.split("-")[0])
        rows.setdefault(key, []).append((difference.max(), difference.mean(), path.name))
    failed = bool(missing)
    print("| format | kind | images | greatest difference | mean |\n|---|---|---|---|---|")
    for (suffix, kind), found in sorted(rows.items()):
        greatest = max(f[0] for f in found)
        print(f"| {suffix} | {kind} | {len(found)} | {greatest} | {numpy.mean([f[1] for f in found]):.4f} |")
        failed |= greatest > BOUNDS.get(suffix, 0)
    for name in missing:
        print("not read:", name)
    sys.exit(failed)


if __name__ == "__main__":
    {"make": make, "compare": compare}[sys.argv[1]](pathlib.Path(sys.argv[2]))
