package dev.stackwright.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.Scanner;

/** Another process that uses an embedded store: writes an object for each line that it is given, of that key. */
final class StoreUser {

    static final String OPEN = "open";
    static final String WRITTEN = "written";

    private StoreUser() {}

    public static void main(String[] arguments) {
        try (EmbeddedObjects store = EmbeddedObjects.open(Path.of(arguments[0]), "photos");
                Scanner keys = new Scanner(System.in, UTF_8)) {
            System.out.println(OPEN);
            while (keys.hasNextLine()) {
                store.put(new ObjectKey(keys.nextLine()), new byte[] {1});
                System.out.println(WRITTEN);
            }
        }
    }
}
