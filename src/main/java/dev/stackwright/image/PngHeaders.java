package dev.stackwright.image;

import com.drew.imaging.png.PngChunk;
import com.drew.imaging.png.PngChunkReader;
import com.drew.imaging.png.PngChunkType;
import com.drew.imaging.png.PngColorType;
import com.drew.imaging.png.PngHeader;
import com.drew.imaging.png.PngProcessingException;
import com.drew.lang.SequentialByteArrayReader;
import java.io.IOException;
import java.util.Set;

/** Size, transparency and orientation of a PNG from the chunks IHDR, tRNS and eXIf (W3C PNG, third edition). */
final class PngHeaders {

    /** Only these: compressed text chunks may be bombs. */
    private static final Set<PngChunkType> WANTED = Set.of(PngChunkType.IHDR, PngChunkType.tRNS, PngChunkType.eXIf);

    private PngHeaders() {}

    static ImageHeader read(byte[] encoded) throws PngProcessingException, IOException {
        int width = 0;
        int height = 0;
        boolean alpha = false;
        Orientation orientation = Orientation.UPRIGHT;
        for (PngChunk chunk : new PngChunkReader().extract(new SequentialByteArrayReader(encoded), WANTED)) {
            if (chunk.getType().equals(PngChunkType.IHDR)) {
                PngHeader header = new PngHeader(chunk.getBytes());
                width = header.getImageWidth();
                height = header.getImageHeight();
                alpha |= header.getColorType().equals(PngColorType.TRUE_COLOR_WITH_ALPHA)
                        || header.getColorType().equals(PngColorType.GREYSCALE_WITH_ALPHA);
            } else if (chunk.getType().equals(PngChunkType.tRNS)) {
                alpha = true;
            } else {
                orientation = ExifOrientation.read(chunk.getBytes(), 0);
            }
        }
        return ImageHeader.whole(ImageFormat.PNG, width, height, alpha, orientation);
    }
}
