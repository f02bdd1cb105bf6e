"""Writes a zip of small drawn JPEGs in folders by label: drawn_photos.py PHOTOS LABELS FILE.zip. Always the same photos."""

import io
import sys
import zipfile

import numpy as np
from PIL import Image

photos, labels, file = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
random = np.random.default_rng(7)
with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
    for i in range(photos):
        label = i % labels
        colours = random.integers(0, 256, (6, 6, 3), dtype=np.uint8).astype(np.float32) * 0.6
        colours[..., label % 3] += 60
        colours[label % 6] += 40
        image = Image.fromarray(np.clip(colours, 0, 255).astype(np.uint8)).resize((128, 96), Image.BICUBIC)
        encoded = io.BytesIO()
        image.save(encoded, "JPEG", quality=85)
        archive.writestr(f"label{label:02d}/{i:05d}.jpg", encoded.getvalue())
