package dev.stackwright.store;

import dev.stackwright.store.ObjectStore.ObjectSummary;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Map;

/** Objects in memory whose times of writing a test decides. */
public final class TimedStore {

    private TimedStore() {}

    /** Empty objects by their keys. */
    static ObjectStore of(Map<String, Instant> written) {
        MapObjectStore objects = new MapObjectStore();
        written.keySet().forEach(key -> objects.put(new ObjectKey(key), new byte[0]));
        return timed(objects, written);
    }

    /**
     * Those objects.
     *
     * @param written when, by key; looked at with each listing
     */
    public static ObjectStore timed(ObjectStore objects, Map<String, Instant> written) {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(),
                new Class<?>[] {ObjectStore.class},
                (proxy, method, arguments) -> method.getName().equals("list")
                        ? objects.list((String) arguments[0])
                                .map(found -> new ObjectSummary(
                                        found.key(),
                                        found.size(),
                                        found.etag(),
                                        written.get(found.key().value())))
                        : method.invoke(objects, arguments));
    }
}
