package dev.stackwright.train.finetune;

import dev.stackwright.common.Sha256;
import dev.stackwright.network.FloatArray;
import dev.stackwright.network.Precision;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.StoreException;
import dev.stackwright.tensorflow.TrainingState;
import dev.stackwright.train.TrainedMember.TrainingHistory.Epoch;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where one training is, in the store: after an epoch an object {@code <epoch>-<digest>} below the training's own folder,
 * created and never overwritten; then the one before is deleted. A process that dies at any moment leaves one or two whole
 * ones, or one of which the digest says that it is not whole. For one thread.
 */
public final class Checkpoints {

    /** Keeps nothing and finds nothing. */
    public static final Checkpoints NONE = new Checkpoints(null, null, Path.of(""));

    private static final System.Logger LOG = System.getLogger(Checkpoints.class.getName());

    private static final int VERSION = 3;

    private final @Nullable ObjectStore store;
    private final @Nullable ObjectKey folder;
    private final Path scratch;

    private Checkpoints(@Nullable ObjectStore store, @Nullable ObjectKey folder, Path scratch) {
        this.store = store;
        this.folder = folder;
        this.scratch = scratch;
    }

    /**
     * Those of one training.
     *
     * @param folder of this training alone
     * @param scratch an existing folder for a file that lasts as long as it is sent
     */
    public static Checkpoints in(ObjectStore store, ObjectKey folder, Path scratch) {
        return new Checkpoints(store, folder, scratch);
    }

    /**
     * A training after one of its epochs.
     *
     * @param curve of the epochs so far
     * @param learningRate at its highest, as a trial may have chosen it
     * @param precision of its steps
     */
    record Checkpoint(List<Epoch> curve, TrainingState state, double learningRate, Precision precision) {

        Checkpoint {
            curve = List.copyOf(curve);
        }

        int epoch() {
            return curve.size();
        }
    }

    /** The latest that is whole, or empty where there is none, or none can be read: training then begins once more. */
    Optional<Checkpoint> latest() {
        try {
            return keys().stream().flatMap(key -> read(key).stream()).findFirst();
        } catch (StoreException e) {
            LOG.log(System.Logger.Level.WARNING, "no checkpoint could be read; training begins from its start", e);
            return Optional.empty();
        }
    }

    /** Whether {@link #keep} does anything. */
    boolean kept() {
        return store != null;
    }

    /**
     * Keeps where a training is and lets go of what was kept before. Where the store cannot take it, training goes on without:
     * no checkpoint is worth a run.
     */
    void keep(Checkpoint made) {
        if (store == null || folder == null) {
            return;
        }
        try {
            // as a file: what is given as bytes has to be sent within the time of a small request
            Path file = Files.createTempFile(scratch, "checkpoint", ".bin");
            try {
                ObjectKey key = folder.resolve(String.format("%06d-%s", made.epoch(), write(made, file)));
                List<ObjectKey> before = keys();
                store.create(key, file);
                before.stream().filter(old -> !old.equals(key)).forEach(store::delete);
            } finally {
                Files.delete(file);
            }
        } catch (StoreException | IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the checkpoint of epoch " + made.epoch() + " in " + folder
                            + " could not be kept; a training that is killed goes back further",
                    e);
        }
    }

    /** Deletes what all trainings below a folder kept. */
    public static void clear(ObjectStore store, ObjectKey folder) {
        keys(store, folder).forEach(store::delete);
    }

    /** The last epoch first. */
    private List<ObjectKey> keys() {
        return store == null || folder == null ? List.of() : keys(store, folder);
    }

    private static List<ObjectKey> keys(ObjectStore store, ObjectKey folder) {
        try (Stream<ObjectStore.ObjectSummary> found = store.list(folder + "/")) {
            return found.map(ObjectStore.ObjectSummary::key)
                    .sorted(Comparator.comparing(ObjectKey::value).reversed())
                    .toList();
        }
    }

    private Optional<Checkpoint> read(ObjectKey key) {
        if (store == null) {
            return Optional.empty();
        }
        return store.read(key)
                .filter(bytes -> key.fileName().endsWith("-" + Sha256.of(bytes)))
                .flatMap(Checkpoints::parse);
    }

    /** Straight into the file: the largest of the networks has 330 MB with its optimiser. */
    private static Sha256 write(Checkpoint made, Path file) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeInt(VERSION);
            out.writeUTF(made.precision.name());
            out.writeDouble(made.learningRate);
            out.writeInt(made.epoch());
            for (Epoch epoch : made.curve) {
                write(out, epoch.loss());
                write(out, epoch.accuracy());
                write(out, epoch.validationLogLoss());
                write(out, epoch.validationAccuracy());
            }
            out.writeLong(made.state.steps());
            out.writeInt(made.state.values().size());
            for (Map.Entry<String, FloatArray> one : made.state.values().entrySet()) {
                out.writeUTF(one.getKey());
                out.writeInt(one.getValue().shape().length);
                for (long edge : one.getValue().shape()) {
                    out.writeLong(edge);
                }
                ByteBuffer values = ByteBuffer.allocate(one.getValue().values().length * Float.BYTES);
                values.asFloatBuffer().put(one.getValue().values());
                out.write(values.array());
            }
        }
        return Sha256.of(file);
    }

    /** Empty where another version of the product wrote it. */
    private static Optional<Checkpoint> parse(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readInt() != VERSION) {
                return Optional.empty();
            }
            Precision precision = Precision.valueOf(in.readUTF());
            double learningRate = in.readDouble();
            List<Epoch> curve = new ArrayList<>();
            int epochs = in.readInt();
            for (int epoch = 1; epoch <= epochs; epoch++) {
                curve.add(new Epoch(epoch, number(in), number(in), null, null, number(in), number(in)));
            }
            long steps = in.readLong();
            Map<String, FloatArray> values = new LinkedHashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                String name = in.readUTF();
                long[] shape = new long[in.readInt()];
                int size = 1;
                for (int i = 0; i < shape.length; i++) {
                    shape[i] = in.readLong();
                    size = Math.multiplyExact(size, Math.toIntExact(shape[i]));
                }
                float[] array = new float[size];
                ByteBuffer.wrap(in.readNBytes(Math.multiplyExact(size, Float.BYTES)))
                        .asFloatBuffer()
                        .get(array);
                values.put(name, new FloatArray(shape, array));
            }
            return Optional.of(new Checkpoint(curve, new TrainingState(steps, values), learningRate, precision));
        } catch (IOException e) {
            throw new UncheckedIOException("a checkpoint with the right digest ends too early", e);
        }
    }

    private static void write(DataOutputStream out, @Nullable Double value) throws IOException {
        out.writeDouble(value == null ? Double.NaN : value);
    }

    private static @Nullable Double number(DataInputStream in) throws IOException {
        double value = in.readDouble();
        return Double.isNaN(value) ? null : Double.valueOf(value);
    }
}
