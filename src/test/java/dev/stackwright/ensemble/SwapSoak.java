package dev.stackwright.ensemble;

import dev.stackwright.image.PixelBatch;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.SavedModelFormat;
import dev.stackwright.tensorflow.SavedModelFormat.SavedModelPredictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Run by hand: {@code SwapSoak <weights folder> <swaps> <network>…} loads, uses, swaps and closes an ensemble of real
 * weights while another thread keeps asking, and prints resident memory: it is to be flat within 5 % after 20 swaps.
 */
final class SwapSoak {

    private static final int SETTLED = 20;

    private SwapSoak() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("soak");
        EnsembleModel model =
                SavedModelForPython.model(Path.of(args[0]), List.of(args).subList(2, args.length));
        new SavedModelFormat(Devices.AUTO).write(model, folder);
        Manifest manifest = TinyEnsembles.manifest(model);
        PixelBatch photo = TinyEnsembles.photos(1, model.spec());
        AtomicReference<Predictor> served =
                new AtomicReference<>(SavedModelPredictor.load(folder, manifest, Devices.AUTO));
        AtomicLong answers = new AtomicLong();
        Object swapping = new Object();
        Thread traffic = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                synchronized (swapping) {
                    served.get().predict(photo);
                }
                answers.incrementAndGet();
            }
        });
        traffic.setDaemon(true);
        traffic.start();
        long settled = 0;
        long most = 0;
        int swaps = Integer.parseInt(args[1]);
        for (int i = 1; i <= swaps; i++) {
            Predictor next = SavedModelPredictor.load(folder, manifest, Devices.AUTO);
            next.predict(photo);
            Predictor old;
            synchronized (swapping) {
                old = served.getAndSet(next);
            }
            old.close();
            long resident = resident();
            if (i == SETTLED) {
                settled = resident;
            } else if (i > SETTLED) {
                most = Math.max(most, resident);
            }
            if (i % 10 == 0) {
                System.out.printf(Locale.ROOT, "%d swaps: %d MB, %d answers%n", i, resident / 1024, answers.get());
            }
        }
        traffic.interrupt();
        System.out.printf(
                Locale.ROOT,
                "after %d swaps %d MB, at most %d MB later: %+.1f %%%n",
                SETTLED,
                settled / 1024,
                most / 1024,
                100.0 * (most - settled) / settled);
    }

    private static long resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}
