package dev.stackwright.cli;

import dev.stackwright.cli.Errors.CommandException;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.DatasetLocation;
import dev.stackwright.store.BucketLayout;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Brings the demo's dataset to where the server reads it. */
final class DemoDataset {

    // not below datasets/, where they would start a run by themselves
    private static final ObjectKey DRAWN = new ObjectKey(BucketLayout.UPLOADS + "drawn.zip");
    private static final ObjectKey OWN = new ObjectKey(BucketLayout.UPLOADS + "demo.zip");

    private static final int SHOWN = 5;

    private DemoDataset() {}

    /**
     * Refuses what is no place of a dataset, whatever lies there.
     *
     * @throws ParameterException naming the option
     */
    static void check(@Nullable String dataset, CommandSpec spec) {
        if (dataset != null) {
            var unused = Errors.read(spec, "--dataset: ", () -> DatasetLocation.parse(dataset));
        }
    }

    /**
     * Uploads a dataset where it is not on the network already.
     *
     * @param dataset a local zip or folder, a url, or {@code null} for the drawn sample
     * @return the location as the server reads it
     */
    static String upload(@Nullable String dataset, ObjectStore store, Progress progress) {
        if (dataset != null && dataset.contains("://")) {
            return dataset;
        }
        ObjectKey key = dataset == null ? DRAWN : OWN;
        try (Progress.Task stage = progress.stage(dataset == null ? "draw and upload a sample" : "upload", 1)) {
            Path local = dataset == null ? null : Path.of(dataset);
            if (local != null && Files.isRegularFile(local)) {
                store.put(key, local);
            } else {
                Path zip = Files.createTempFile("stackwright-demo-", ".zip");
                try {
                    write(local, zip, progress);
                    store.put(key, zip);
                } finally {
                    Files.delete(zip);
                }
            }
            stage.advance(1);
        } catch (IOException e) {
            throw new CommandException("cannot pack the dataset: " + Formats.fault(e), e);
        }
        return "s3://" + store.bucket() + "/" + key;
    }

    private static void write(@Nullable Path folder, Path zip, Progress progress) throws IOException {
        try (OutputStream out = Files.newOutputStream(zip)) {
            if (folder == null) {
                DrawnSample.DEFAULT.writeZip(out);
            } else {
                pack(folder, out, progress);
            }
        }
    }

    private static void pack(Path folder, OutputStream out, Progress progress) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new CommandException(
                    "--dataset: expected a folder, a zip or an https URL, found no such file: " + folder);
        }
        FolderFiles found = FolderFiles.of(folder, Integer.MAX_VALUE);
        if (!found.unreadable().isEmpty()) {
            throw new IOException("expected a folder whose files may be read, found these that may not: "
                    + found.unreadable().stream()
                            .limit(SHOWN)
                            .map(Path::toString)
                            .collect(Collectors.joining(", ")));
        }
        found.othersTold().ifPresent(progress::note);
        ZipOutputStream zip = new ZipOutputStream(out);
        for (Path file : found.files()) {
            zip.putNextEntry(new ZipEntry(folder.relativize(file).toString().replace('\\', '/')));
            Files.copy(file, zip);
            zip.closeEntry();
        }
        zip.finish();
    }
}
