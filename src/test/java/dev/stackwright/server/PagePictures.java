package dev.stackwright.server;

import dev.stackwright.cli.DrawnSample;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;

/**
 * Pictures of the page of a server on which the demo has trained, with photos that are drawn: each view as PNG, light and
 * dark, on a desktop and on a phone, what axe finds on each, and a recording of a photo that is dropped, as GIF.
 *
 * <p>Arguments: the server's address and a folder, e.g. {@code http://127.0.0.1:8080/ target/pictures}; then, for some views
 * only, their names, of {@code classify}, {@code runs}, {@code ensembles}, {@code incoming} and {@code recording}.
 */
public final class PagePictures {

    private static final String PHOTO = ".result .heat";
    private static final Map<String, String> VIEWS =
            Map.of("runs", ".stages li", "ensembles", ".history li", "incoming", ".answers li");

    private final Browser browser;
    private final String here;
    private final Path folder;

    private final Set<String> wanted;

    private PagePictures(Browser browser, String here, Path folder, Set<String> wanted) {
        this.browser = browser;
        this.here = here;
        this.folder = folder;
        this.wanted = wanted;
    }

    private boolean wants(String view) {
        return wanted.isEmpty() || wanted.contains(view);
    }

    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[1]));
        Path photos = Files.createDirectories(folder.resolve("photos"));
        List<Path> drawn = new ArrayList<>();
        for (DrawnSample.Picture picture : new DrawnSample(384, 1, 1, 7).validation()) {
            drawn.add(Files.write(photos.resolve(picture.fileName()), picture.jpeg())
                    .toAbsolutePath());
        }
        try (Browser browser = Browser.open()) {
            PagePictures pictures =
                    new PagePictures(browser, args[0], folder, Set.of(Arrays.copyOfRange(args, 2, args.length)));
            for (String scheme : List.of("light", "dark")) {
                browser.colours(scheme);
                pictures.views(scheme, 1280, drawn);
                pictures.views(scheme, 390, drawn);
            }
            browser.colours("light");
            if (pictures.wants("recording")) {
                pictures.record(drawn.get(2));
            }
        }
    }

    private void views(String scheme, int width, List<Path> photos) throws IOException {
        browser.size(width, 800);
        if (wants("classify")) {
            classify();
            browser.choose("#files", photos.get(2));
            browser.see(PHOTO);
            whole("classify", scheme, width);
        }
        for (Map.Entry<String, String> view : VIEWS.entrySet()) {
            if (wants(view.getKey())) {
                browser.go(here + "#/" + view.getKey());
                browser.see(view.getValue());
                whole(view.getKey(), scheme, width);
            }
        }
    }

    private void classify() {
        browser.go(here + "#/classify");
        browser.click("#ensemble option[value=demo]");
        browser.click("#explain");
    }

    /** As high as what is on it. */
    private void whole(String view, String scheme, int width) throws IOException {
        long height = (long) browser.script("return Math.max(600, document.documentElement.scrollHeight)");
        browser.size(width, (int) Math.min(height, 2400));
        String name = "%s-%s-%d".formatted(view, scheme, width);
        Files.write(folder.resolve(name + ".png"), browser.picture());
        boolean wide =
                (boolean) browser.script("const e = document.documentElement; return e.scrollWidth > e.clientWidth");
        System.out.println(name + (wide ? ": wider than the screen" : "") + " " + browser.violations());
        browser.size(width, 800);
    }

    /** A photo over the page, dropped, answered, and what speaks for the answer. */
    private void record(Path photo) throws IOException {
        browser.size(1000, 640);
        List<Frame> frames = new ArrayList<>();
        classify();
        frames.add(frame(1500));
        String file =
                "const photo = new File([Uint8Array.from(atob(arguments[0]), c => c.charCodeAt(0))], arguments[1],"
                        + " {type: 'image/jpeg'}); const dataTransfer = new DataTransfer(); dataTransfer.items.add(photo);"
                        + " dispatchEvent(new DragEvent(arguments[2], {dataTransfer, cancelable: true}));";
        String base64 = Base64.getEncoder().encodeToString(Files.readAllBytes(photo));
        String name = photo.getFileName().toString();
        browser.script(file, base64, name, "dragover");
        frames.add(frame(900));
        browser.script(file, base64, name, "drop");
        browser.see(PHOTO);
        browser.click(".heat label", "photo alone");
        frames.add(frame(2000));
        for (String map : List.of("ensemble", "mobilenet-v2", "mobilenet")) {
            browser.click(".heat label", map);
            frames.add(frame(map.equals("ensemble") ? 2500 : 1500));
        }
        write(frames, folder.resolve("page.gif"));
    }

    private record Frame(BufferedImage image, int millis) {}

    private Frame frame(int millis) throws IOException {
        return new Frame(ImageIO.read(new ByteArrayInputStream(browser.picture())), millis);
    }

    private static void write(List<Frame> frames, Path file) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        Files.deleteIfExists(file);
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (Frame frame : frames) {
                IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(frame.image), null);
                String format = metadata.getNativeMetadataFormatName();
                IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(format);
                IIOMetadataNode control = (IIOMetadataNode)
                        root.getElementsByTagName("GraphicControlExtension").item(0);
                control.setAttribute("delayTime", String.valueOf(frame.millis / 10));
                control.setAttribute("disposalMethod", "none");
                root.appendChild(forEver());
                metadata.setFromTree(format, root);
                writer.writeToSequence(new IIOImage(frame.image, null, metadata), null);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
    }

    /** Netscape's extension, by which a GIF begins anew at its end. */
    private static IIOMetadataNode forEver() {
        IIOMetadataNode all = new IIOMetadataNode("ApplicationExtensions");
        IIOMetadataNode one = new IIOMetadataNode("ApplicationExtension");
        one.setAttribute("applicationID", "NETSCAPE");
        one.setAttribute("authenticationCode", "2.0");
        one.setUserObject(new byte[] {1, 0, 0});
        all.appendChild(one);
        return all;
    }
}
