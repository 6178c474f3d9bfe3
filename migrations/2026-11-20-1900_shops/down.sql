drop table store_meetings, store_document_lines, store_documents, store_clients, store_list_prices, store_price_lists, store_stock, store_variants,
    store_products, store_offices, stores;
