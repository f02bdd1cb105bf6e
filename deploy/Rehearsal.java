import dev.stackwright.cli.DrawnSample;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A few drawn pictures: a dataset as {@code args[0]}, one picture of it as {@code args[1]}. Run from its source. */
public final class Rehearsal {

    private static final DrawnSample FEW = new DrawnSample(96, 8, 4, 7);

    private Rehearsal() {}

    public static void main(String[] args) throws IOException {
        try (OutputStream zip = Files.newOutputStream(Path.of(args[0]))) {
            FEW.writeZip(zip);
        }
        Files.write(Path.of(args[1]), FEW.validation().get(0).jpeg());
    }
}
