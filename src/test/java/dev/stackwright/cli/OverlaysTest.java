package dev.stackwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.classify.ClassifyReply.Explanation;
import dev.stackwright.classify.ClassifyReply.MemberMap;
import dev.stackwright.classify.ClassifyReply.Result;
import dev.stackwright.ensemble.Evidence.HeatMap;
import dev.stackwright.image.PngBytes;
import dev.stackwright.store.MapObjectStore;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlaysTest {

    private static final HeatMap LOWER_RIGHT = new HeatMap(2, List.of(0.0, 0.0, 0.0, 1.0));

    @TempDir
    Path folder;

    @Test
    void whatSpeaksForTheLabelIsRedAndTheRestIsThePhoto() throws IOException {
        Path photo = Files.write(folder.resolve("a \"b\".png"), PngBytes.rgb(1, 1, new byte[] {0, 0, -1}));
        try (Overlays overlays = new Overlays(folder.resolve("maps"), new MapObjectStore())) {
            assertThat(overlays.write(explained(photo.toString()))).isNull();
        }
        BufferedImage whole =
                ImageIO.read(folder.resolve("maps/0001-a__b_.png-ensemble.png").toFile());
        assertThat(folder.resolve("maps/0001-a__b_.png-mobilenet.png")).exists();
        assertThat(new Color(whole.getRGB(0, 0))).isEqualTo(new Color(0, 0, 255));
        assertThat(new Color(whole.getRGB(447, 447))).isEqualTo(new Color(191, 0, 64));
        assertThat(new Color(whole.getRGB(224, 224)).getRed()).isBetween(40, 60);
    }

    @Test
    void aPhotoOfTheWebIsGreyAndOneWithoutMapsIsNamed() throws IOException {
        try (Overlays overlays = new Overlays(folder, new MapObjectStore())) {
            overlays.write(explained("https://127.0.0.1/a/../b.jpg?x=/etc/y"));
            assertThat(overlays.write(result("c.png", new Explanation(null, null, "train it again"))))
                    .isEqualTo("train it again");
        }
        try (var written = Files.list(folder)) {
            assertThat(written.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("0001-y-ensemble.png", "0001-y-mobilenet.png");
        }
        assertThat(new Color(ImageIO.read(folder.resolve("0001-y-ensemble.png").toFile())
                        .getRGB(0, 0)))
                .isEqualTo(new Color(128, 128, 128));
    }

    private static Result explained(String name) {
        return result(name, new Explanation(LOWER_RIGHT, List.of(new MemberMap("mobilenet", LOWER_RIGHT)), null));
    }

    private static Result result(String name, Explanation explanation) {
        return new Result(name, null, "cat", 1.0, null, null, List.of(), List.of(), null, explanation);
    }
}
