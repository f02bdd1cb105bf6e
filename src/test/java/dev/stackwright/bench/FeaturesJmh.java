package dev.stackwright.bench;

import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.network.FeatureEngine;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.Network;
import dev.stackwright.network.Networks;
import dev.stackwright.onnx.OnnxRuntime;
import dev.stackwright.tensorflow.Devices;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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

/** Pooled features of images in memory, by either engine. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class FeaturesJmh {

    @Param({"onnx", "tensorflow"})
    public String engine;

    @Param({"mobilenet-v2", "inception-v3"})
    public String network;

    @Param({"1", "8"})
    public int batch;

    private FeatureEngine.Extractor extractor;
    private PixelBatch images;

    @Setup
    public void open() {
        Network read = Networks.named(network);
        ImageSpec spec = new ImageSpec(224);
        FeatureEngine chosen = engine.equals("onnx") ? OnnxRuntime.CPU : Devices.AUTO;
        extractor = chosen.extractor(read, BenchmarkWeights.of(read), spec);
        byte[] rgb = new byte[batch * spec.bytes()];
        new Random(0).nextBytes(rgb);
        images = new PixelBatch(spec, batch, rgb);
    }

    @Benchmark
    public FeatureMatrix features() {
        return extractor.features(images);
    }

    @TearDown
    public void close() {
        extractor.close();
    }
}
