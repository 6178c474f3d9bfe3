select json_build_object('artists', json_build_object('nodes', (
    select coalesce(json_agg(json_build_object('id', 'artist:' || id, 'name', name)), '[]')
    from (select id, name from bench.search_artists(:text) limit 10) as hits)));
