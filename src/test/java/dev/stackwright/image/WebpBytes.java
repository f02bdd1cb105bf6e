package dev.stackwright.image;

import com.luciad.imageio.webp.CompressionType;
import com.luciad.imageio.webp.WebPImageWriterSpi;
import com.luciad.imageio.webp.WebPWriteParam;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes WebPs by libwebp, and containers by hand. */
final class WebpBytes {

    private WebpBytes() {}

    static byte[] lossless(BufferedImage image) {
        return write(image, CompressionType.Lossless, 0.5f);
    }

    /** @param quality 0 to 1 */
    static byte[] lossy(BufferedImage image, float quality) {
        return write(image, CompressionType.Lossy, quality);
    }

    private static byte[] write(BufferedImage image, CompressionType type, float quality) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = new WebPImageWriterSpi().createWriterInstance(null);
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            WebPWriteParam param = (WebPWriteParam) writer.getDefaultWriteParam();
            param.setCompressionMode(WebPWriteParam.MODE_EXPLICIT);
            param.setCompressionType(type);
            param.setCompressionQuality(quality);
            param.setExact(true);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), param);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** The chunks with pixels of a simple file: without the container's header. */
    static byte[] chunks(byte[] simple) {
        ByteBuffer in = ByteBuffer.wrap(simple).order(ByteOrder.LITTLE_ENDIAN);
        int from = new String(simple, 12, 4, StandardCharsets.US_ASCII).equals("VP8X") ? 30 : 12;
        byte[] chunks = new byte[in.getInt(4) + 8 - from];
        in.get(from, chunks);
        return chunks;
    }

    /** One frame of an animation: chunks of pixels at even {@code left} and {@code top}. */
    static byte[] frame(int left, int top, int width, int height, byte[] chunks) {
        ByteBuffer data = ByteBuffer.allocate(16 + chunks.length).order(ByteOrder.LITTLE_ENDIAN);
        int24(data, left / 2);
        int24(data, top / 2);
        int24(data, width - 1);
        int24(data, height - 1);
        int24(data, 100);
        return chunk("ANMF", data.put((byte) 0).put(chunks).array());
    }

    /** An extended file of {@code width} × {@code height} with alpha; {@code flags} such as 2 for animations. */
    static byte[] extended(int flags, int width, int height, byte[]... chunks) {
        ByteBuffer header = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(0x10 | flags);
        int24(header, width - 1);
        int24(header, height - 1);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes("WEBP".getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(chunk("VP8X", header.array()));
        for (byte[] chunk : chunks) {
            body.writeBytes(chunk);
        }
        return chunk("RIFF", body.toByteArray());
    }

    static byte[] chunk(String name, byte[] data) {
        return ByteBuffer.allocate(8 + data.length + data.length % 2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .putInt(data.length)
                .put(data)
                .array();
    }

    private static void int24(ByteBuffer out, int value) {
        out.putShort((short) value).put((byte) (value >> 16));
    }
}
