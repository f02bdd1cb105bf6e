package dev.stackwright.bench;

import dev.stackwright.image.ImageDecoder;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageRejectedException;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.Pixels;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** From an encoded image to 224 × 224 pixels. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class DecodeJmh {

    @Param({"jpg", "png", "bmp"})
    public String format;

    @Param({"500x375", "2000x1500"})
    public String size;

    private ImageDecoder decoder;
    private byte[] encoded;

    @Setup
    public void draw() throws IOException {
        String[] edges = size.split("x", -1);
        BufferedImage image =
                new BufferedImage(Integer.parseInt(edges[0]), Integer.parseInt(edges[1]), BufferedImage.TYPE_INT_RGB);
        Random random = new Random(0);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int noise = random.nextInt(8);
                image.setRGB(x, y, new Color(x % 200 + noise, y % 200 + noise, (x + y) % 200 + noise).getRGB());
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        encoded = out.toByteArray();
        decoder = new ImageDecoder(new ImageSpec(224), ImageLimits.DEFAULT);
    }

    @Benchmark
    public Pixels decode() throws ImageRejectedException {
        return decoder.decode(encoded);
    }

    @TearDown
    public void close() {
        decoder.close();
    }
}
