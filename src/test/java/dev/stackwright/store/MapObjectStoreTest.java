package dev.stackwright.store;

class MapObjectStoreTest extends ObjectStoreContract {

    private final MapObjectStore store = new MapObjectStore();

    @Override
    ObjectStore store() {
        return store;
    }

    @Override
    String prefix() {
        return "here/";
    }
}
